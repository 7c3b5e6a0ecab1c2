/** The WebAssembly module, as bundlers and hosts hand it out: a URL, bytes or a compiled module. Pass it to `init`. */
declare const module: string | object;
export default module;
