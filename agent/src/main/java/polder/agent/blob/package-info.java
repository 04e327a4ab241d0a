/**
 * Blobs of a node, from the side of who puts and gets them. Receives files; gives files whose bytes
 * have the hash that was asked for. Never leaves a wrong one.
 */
@NullMarked
package polder.agent.blob;

import org.jspecify.annotations.NullMarked;
