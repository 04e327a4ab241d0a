/**
 * Containers on one Linux machine, by the tools of the Open Container Initiative: skopeo brings
 * images, umoci unpacks them, runc runs them, conmon stands by each. Receives leases, gives what
 * runs by them; also measures what the machine has. Never knows who pays, and never talks to a
 * node.
 *
 * <p>Read {@code RuncDriver}, then {@code RuncDeployment}, then {@code Container}.
 */
@NullMarked
package polder.adapters.runc;

import org.jspecify.annotations.NullMarked;
