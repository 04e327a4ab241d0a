@NullMarked
package polder.adapters.blender;

import org.jspecify.annotations.NullMarked;
