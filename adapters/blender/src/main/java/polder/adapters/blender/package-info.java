/**
 * Renders tiles of scenes with Blender's Cycles. Receives a scene that a stranger made and a tile,
 * gives its pixels and their digest; puts tiles together to frames and says how much two pictures
 * differ. Never runs what a scene brings along, and never decides what a difference means.
 */
@NullMarked
package polder.adapters.blender;

import org.jspecify.annotations.NullMarked;
