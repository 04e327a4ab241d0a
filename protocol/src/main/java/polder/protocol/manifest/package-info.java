/**
 * What the rules of a deployment are: the deployment's and each network's manifest, as typed values
 * with one canonical encoding and hash. Receives trees of plain values (the edges read YAML into
 * them), gives records. Never reads a file and never fills in what a manifest left out without
 * saying so in the manifest's documentation.
 */
@NullMarked
package polder.protocol.manifest;

import org.jspecify.annotations.NullMarked;
