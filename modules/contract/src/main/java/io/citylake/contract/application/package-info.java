/** Holds applications, their panels and parameters. May import model. */
@NullMarked
package io.citylake.contract.application;

import org.jspecify.annotations.NullMarked;
