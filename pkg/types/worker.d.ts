/** The module worker. It answers the package's own messages; import its URL, not its members. */
export {};
