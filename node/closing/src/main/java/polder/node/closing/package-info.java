/**
 * Ends epochs. Receives cuts of the journal, gives sealed epochs: computed, archived, committed, in
 * this order, so that whatever a crash leaves half done is done again from the journal with the
 * same result. Never judges a message itself.
 */
@NullMarked
package polder.node.closing;

import org.jspecify.annotations.NullMarked;
