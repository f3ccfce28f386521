/** Holds how a person is found in a lake and taken out of it. */
@NullMarked
package io.citylake.run.subject;

import org.jspecify.annotations.NullMarked;
