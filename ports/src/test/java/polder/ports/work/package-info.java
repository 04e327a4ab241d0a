@NullMarked
package polder.ports.work;

import org.jspecify.annotations.NullMarked;
