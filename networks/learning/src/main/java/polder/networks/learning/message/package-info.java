/** What is said in a network that trains models, and how it is sealed. */
@NullMarked
package polder.networks.learning.message;

import org.jspecify.annotations.NullMarked;
