/** The door with real clients, and its handlers alone with a clock that stands still. */
@NullMarked
package polder.adapters.mqtt;

import org.jspecify.annotations.NullMarked;
