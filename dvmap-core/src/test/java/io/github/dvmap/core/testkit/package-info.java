/**
 * Contract tests: extend the one of the socket that you implement and it proves that your
 * implementation keeps the socket's promises. Published as the test-jar of dvmap-core.
 */
package io.github.dvmap.core.testkit;
