//! JSON as RFC 8259 has it, into a tree. Strings are UTF-16 units, as JavaScript has them; members keep their order.

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    /// The literal.
    Number(String),
    String(Vec<u16>),
    Array(Vec<Value>),
    Object(Vec<(Vec<u16>, Value)>),
}

/// Deeper documents are not read: this reader calls itself.
const MAX_DEPTH: usize = 400;

/// The value of a whole document. `Err(true)` for one that is only too deep, `Err(false)` for one that is none.
pub fn parse(bytes: &[u8]) -> Result<Value, bool> {
    let text = std::str::from_utf8(bytes).map_err(|_| false)?;
    let mut reader = Reader { rest: text, depth: 0 };
    let value = reader.value()?;
    reader.space();
    if reader.rest.is_empty() { Ok(value) } else { Err(false) }
}

impl Value {
    /// The member of this name; `None` too where it stands twice.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Value::Object(members) = self else { return None };
        let mut found = members.iter().filter(|(other, _)| other.iter().copied().eq(name.encode_utf16()));
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value)
    }

    /// The text of a string without lone surrogates.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::String(units) => String::from_utf16(units).ok(),
            _ => None,
        }
    }

    /// Whether a name stands twice in one object, at any level.
    pub fn has_duplicates(&self) -> bool {
        match self {
            Value::Array(items) => items.iter().any(Value::has_duplicates),
            Value::Object(members) => {
                let mut names: Vec<&[u16]> = members.iter().map(|(name, _)| name.as_slice()).collect();
                names.sort_unstable();
                names.windows(2).any(|pair| pair[0] == pair[1]) || members.iter().any(|(_, value)| value.has_duplicates())
            }
            _ => false,
        }
    }

    /// Whether a number lies beyond a double's range, at any level.
    pub fn has_infinity(&self) -> bool {
        match self {
            Value::Number(literal) => literal.parse::<f64>().is_ok_and(f64::is_infinite),
            Value::Array(items) => items.iter().any(Value::has_infinity),
            Value::Object(members) => members.iter().any(|(_, value)| value.has_infinity()),
            _ => false,
        }
    }

    /// Levels of nesting; 0 for a value that holds none.
    pub fn depth(&self) -> usize {
        match self {
            Value::Array(items) => 1 + items.iter().map(Value::depth).max().unwrap_or(0),
            Value::Object(members) => 1 + members.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, text: &str) -> Result<(), bool> {
        if self.take(text) { Ok(()) } else { Err(false) }
    }

    fn value(&mut self) -> Result<Value, bool> {
        self.space();
        match self.rest.chars().next() {
            Some('n') => self.expect("null").map(|()| Value::Null),
            Some('t') => self.expect("true").map(|()| Value::Bool(true)),
            Some('f') => self.expect("false").map(|()| Value::Bool(false)),
            Some('"') => self.string().map(Value::String),
            Some('-' | '0'..='9') => self.number(),
            Some('[') => self.nested(|reader| {
                let mut items = Vec::new();
                reader.list("[", "]", |reader| {
                    items.push(reader.value()?);
                    Ok(())
                })?;
                Ok(Value::Array(items))
            }),
            Some('{') => self.nested(|reader| {
                let mut members = Vec::new();
                reader.list("{", "}", |reader| {
                    reader.space();
                    let name = reader.string()?;
                    reader.space();
                    reader.expect(":")?;
                    members.push((name, reader.value()?));
                    Ok(())
                })?;
                Ok(Value::Object(members))
            }),
            _ => Err(false),
        }
    }

    fn nested(&mut self, then: impl FnOnce(&mut Self) -> Result<Value, bool>) -> Result<Value, bool> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(true);
        }
        let value = then(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn list(&mut self, open: &str, close: &str, mut item: impl FnMut(&mut Self) -> Result<(), bool>) -> Result<(), bool> {
        self.expect(open)?;
        self.space();
        if self.take(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            self.space();
            if self.take(close) {
                return Ok(());
            }
            self.expect(",")?;
        }
    }

    fn number(&mut self) -> Result<Value, bool> {
        let whole = self.rest;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _ = self.take("+") || self.take("-");
            self.digits()?;
        }
        Ok(Value::Number(whole[..whole.len() - self.rest.len()].to_owned()))
    }

    fn digits(&mut self) -> Result<(), bool> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let some = rest.len() < self.rest.len();
        self.rest = rest;
        if some { Ok(()) } else { Err(false) }
    }

    fn string(&mut self) -> Result<Vec<u16>, bool> {
        self.expect("\"")?;
        let mut units = Vec::new();
        loop {
            let c = self.rest.chars().next().ok_or(false)?;
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '"' => return Ok(units),
                '\\' => units.push(self.escape()?),
                '\0'..='\u{1f}' => return Err(false),
                _ => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            }
        }
    }

    fn escape(&mut self) -> Result<u16, bool> {
        for (letter, unit) in [("\"", 0x22), ("\\", 0x5c), ("/", 0x2f), ("b", 8), ("f", 12), ("n", 10), ("r", 13), ("t", 9)] {
            if self.take(letter) {
                return Ok(unit);
            }
        }
        self.expect("u")?;
        let digits = self.rest.get(..4).ok_or(false)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(false);
        }
        self.rest = &self.rest[4..];
        u16::from_str_radix(digits, 16).map_err(|_| false)
    }
}
