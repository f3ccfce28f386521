/**
 * The console's built files. Imports nothing of CityLake; the pages themselves are clients of the
 * HTTP API like any other.
 */
@NullMarked
package io.citylake.console;

import org.jspecify.annotations.NullMarked;
