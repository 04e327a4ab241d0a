/** Tests of those who set tasks of training, and of those who take part. */
@NullMarked
package polder.agent.learning;

import org.jspecify.annotations.NullMarked;
