/** Holds what makes the process start sooner. Taking it out changes no answer. */
@NullMarked
package io.citylake.cli.start;

import org.jspecify.annotations.NullMarked;
