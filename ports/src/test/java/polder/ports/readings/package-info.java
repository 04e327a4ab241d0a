/** The contract that every store of readings is tested against. */
@NullMarked
package polder.ports.readings;

import org.jspecify.annotations.NullMarked;
