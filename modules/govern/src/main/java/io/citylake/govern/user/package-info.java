/**
 * Holds who somebody is: the user book, passwords, tokens of our own and of an identity provider.
 * May import {@code model}, {@code contract} and {@code govern}. Must not know what anybody may.
 */
@NullMarked
package io.citylake.govern.user;

import org.jspecify.annotations.NullMarked;
