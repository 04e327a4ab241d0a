/**
 * Manifests as people write them. Receives YAML files, gives plain values; numbers with a fraction
 * become text, so that none passes through binary floating point. Never decides what a key means.
 */
@NullMarked
package polder.adapters.yaml;

import org.jspecify.annotations.NullMarked;
