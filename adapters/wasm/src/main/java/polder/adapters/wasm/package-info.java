/**
 * WebAssembly programs, run by Chicory. Receives a module and its work, gives the same end, output
 * and fuel on every machine: each module is checked against the limits of {@code docs/wasm.md} and
 * rewritten so that it counts its own fuel, bounds its own calls and shows no machine's NaN, before
 * Chicory sees it. Never opens a file, reads a clock or draws a random number of the machine's.
 */
@NullMarked
package polder.adapters.wasm;

import org.jspecify.annotations.NullMarked;
