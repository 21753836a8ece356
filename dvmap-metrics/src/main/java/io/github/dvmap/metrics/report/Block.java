package io.github.dvmap.metrics.report;

/** A part of a report's section. */
@FunctionalInterface
public interface Block {
  /** The part as well-formed XHTML without scripts or references to other files. */
  String html();
}
