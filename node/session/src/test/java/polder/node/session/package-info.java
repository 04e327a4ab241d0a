/** Tests of sign-in and sessions. */
@NullMarked
package polder.node.session;

import org.jspecify.annotations.NullMarked;
