/**
 * Holds what there is: the datasets as people look for them, and as the government data catalogue
 * lists them. May import {@code model} and {@code contract}. Must not know how tables are opened.
 */
@NullMarked
package io.citylake.govern.catalogue;

import org.jspecify.annotations.NullMarked;
