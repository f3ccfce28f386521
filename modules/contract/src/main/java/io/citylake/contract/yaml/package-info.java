/**
 * Holds the strict reading of YAML into nodes that know their place, and the variables in them. May
 * import model and contract's records. Must not construct objects from YAML.
 */
@NullMarked
package io.citylake.contract.yaml;

import org.jspecify.annotations.NullMarked;
