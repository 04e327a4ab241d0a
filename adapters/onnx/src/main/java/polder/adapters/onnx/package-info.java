/**
 * Models as ONNX files. Receives an architecture and its parameters, gives the file that ONNX
 * Runtime, PyTorch's tools and browsers read; receives such a file and inputs, gives predictions by
 * ONNX Runtime. Predictions are for people: what is paid for is judged by the trainer's own forward
 * pass, never by this one, whose last bits differ from machine to machine.
 */
@NullMarked
package polder.adapters.onnx;

import org.jspecify.annotations.NullMarked;
