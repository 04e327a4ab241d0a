/** Tests of ONNX files. */
@NullMarked
package polder.adapters.onnx;

import org.jspecify.annotations.NullMarked;
