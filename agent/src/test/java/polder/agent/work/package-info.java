@NullMarked
package polder.agent.work;

import org.jspecify.annotations.NullMarked;
