@NullMarked
package polder.node.alerts;

import org.jspecify.annotations.NullMarked;
