/**
 * An interpreter of the part of Jinja (https://jinja.palletsprojects.com/en/stable/templates/) that
 * chat templates use. A template sees the values it was given and the functions of this package,
 * never a Java object; its work, its texts and its nesting are bounded.
 */
package io.github.dvmap.rl.tokenizer.jinja;
