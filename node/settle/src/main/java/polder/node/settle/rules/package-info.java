/**
 * Which rules are in force: follows the vote of stakers on the chain. Receives proposals, their
 * books of rules and the registry's history; gives each epoch its rules, and the transactions that
 * carry out what was voted. Never decides by what lies on this machine's disk, and takes no book
 * that no proposal names.
 */
@NullMarked
package polder.node.settle.rules;

import org.jspecify.annotations.NullMarked;
