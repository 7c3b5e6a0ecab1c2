// What the examples use of Node, without its types: they are not the package's to need.
declare module 'node:fs/promises' {
  export function readFile(file: URL): Promise<Uint8Array<ArrayBuffer>>;
}
declare module 'node:assert/strict' {
  const assert: {
    ok(value: unknown, message?: string): asserts value;
    equal<T>(actual: unknown, expected: T): asserts actual is T;
    notEqual(actual: unknown, expected: unknown): void;
    deepEqual(actual: unknown, expected: unknown): void;
    match(text: string, pattern: RegExp): void;
    fail(message: string): never;
  };
  export default assert;
}
declare const process: { readonly env: { readonly [name: string]: string | undefined } };
interface ImportMeta {
  resolve(name: string): string;
}
