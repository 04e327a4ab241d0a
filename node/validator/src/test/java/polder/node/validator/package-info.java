/** Tests of the validator's room. */
@NullMarked
package polder.node.validator;

import org.jspecify.annotations.NullMarked;
