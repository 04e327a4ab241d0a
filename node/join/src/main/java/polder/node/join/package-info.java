/**
 * How people bring their devices in, from a browser. Receives what a person has and where it
 * stands; gives a draft of the enrolment for the person's wallet to sign, and hands what was signed
 * to the gateway like any other message. Never signs for an owner, and never enrols what nobody
 * signed.
 */
@NullMarked
package polder.node.join;

import org.jspecify.annotations.NullMarked;
