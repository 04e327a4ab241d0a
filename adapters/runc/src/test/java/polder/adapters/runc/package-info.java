@NullMarked
package polder.adapters.runc;

import org.jspecify.annotations.NullMarked;
