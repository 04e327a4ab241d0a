/**
 * The archive as files: in a folder of this machine, or read over HTTP from a node that serves its
 * folder. Receives canonical bytes and paths; gives them back. Never looks into a file: whether its
 * content is what a header promised is for the auditor to say.
 */
@NullMarked
package polder.adapters.files;

import org.jspecify.annotations.NullMarked;
