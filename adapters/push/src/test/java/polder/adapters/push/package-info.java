@NullMarked
package polder.adapters.push;

import org.jspecify.annotations.NullMarked;
