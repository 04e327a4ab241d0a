/**
 * The side of those who set tasks of training and of those who take part: data and notes in a
 * folder → sealed updates, examples, messages. What is private stays in the folder.
 */
@NullMarked
package polder.agent.learning;

import org.jspecify.annotations.NullMarked;
