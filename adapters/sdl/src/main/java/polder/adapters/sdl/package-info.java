/**
 * Files of jobs as people write them: Akash's SDL and a short form of our own for programs and
 * pictures. Receives a text; gives the jobs that it asks for, what of it has no effect here, or all
 * that is wrong with it, by line and field. Never reads the files that a text names, and decides
 * nothing about prices.
 */
@NullMarked
package polder.adapters.sdl;

import org.jspecify.annotations.NullMarked;
