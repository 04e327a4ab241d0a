@NullMarked
package polder.adapters.mail;

import org.jspecify.annotations.NullMarked;
