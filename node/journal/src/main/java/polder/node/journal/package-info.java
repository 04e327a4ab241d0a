/**
 * The room where what arrives is written down. Receives messages that the door let in; gives each
 * sender a receipt once its message is durable, and the end of each epoch as a cut in the order of
 * arrival. One thread writes; all others wait for it or are told that it is busy. Never judges a
 * message, never answers before the disk has, and never writes again after the disk has refused.
 */
@NullMarked
package polder.node.journal;

import org.jspecify.annotations.NullMarked;
