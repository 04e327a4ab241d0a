/**
 * YAML as people write it. Receives files and texts; gives manifests as plain values, in which
 * numbers with a fraction become text, so that none passes through binary floating point, and other
 * texts as trees whose values know their lines. Never decides what a key means.
 */
@NullMarked
package polder.adapters.yaml;

import org.jspecify.annotations.NullMarked;
