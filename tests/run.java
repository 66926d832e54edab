///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Runs the tests: everything but the long ones, with --all those too, with --only TEXT the classes so named; --write writes the runbooks anew.
//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//DEPS org.junit.platform:junit-platform-launcher:1.14.4
//DEPS com.networknt:json-schema-validator:1.5.9
//DEPS org.slf4j:slf4j-nop:2.0.17
//SOURCES ../scripts/ao.java
//SOURCES *.java
//MAIN tests.Run
package tests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class Run {
    /** Prints each failure as it happens, and remembers what was skipped and why. */
    private static final class Reporter implements TestExecutionListener {
        private final Set<String> skipped = new TreeSet<>();
        private final boolean verbose;
        private final Map<String, Long> started = new ConcurrentHashMap<>();
        private TestPlan plan;

        Reporter(boolean verbose) {
            this.verbose = verbose;
        }

        @Override public void testPlanExecutionStarted(TestPlan begun) {
            plan = begun;
        }

        @Override public void executionStarted(TestIdentifier test) {
            started.put(test.getUniqueId(), System.nanoTime());
        }

        @Override public void executionSkipped(TestIdentifier test, String reason) {
            skipped.add(name(test) + ": " + reason);
        }

        @Override public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                skipped.add(name(test) + ": " + result.getThrowable().map(Throwable::getMessage).orElse(""));
            }
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                System.out.println("FAILED " + name(test));
                result.getThrowable().ifPresent(this::print);
            } else if (verbose && test.isTest()) {
                System.out.printf("ok %s (%.1f s)%n", name(test), (System.nanoTime() - started.getOrDefault(test.getUniqueId(), 0L)) / 1e9);
            }
        }

        private void print(Throwable cause) {
            System.out.println("  " + String.valueOf(cause).replace("\n", "\n  "));
            for (var frame : cause.getStackTrace()) {
                if (frame.getClassName().startsWith("tests.") || frame.getClassName().startsWith("ao.")) {
                    System.out.println("    at " + frame);
                }
            }
            if (cause.getCause() != null && cause.getCause() != cause) print(cause.getCause());
        }

        private String name(TestIdentifier test) {
            var parts = new ArrayList<String>();
            for (var at = test; at != null; at = plan.getParent(at).orElse(null)) parts.add(0, at.getDisplayName());
            return String.join(" > ", parts.subList(Math.min(1, parts.size()), parts.size()));
        }
    }

    public static void main(String... args) throws Exception {
        var given = List.of(args);
        boolean all = given.contains("--all");
        var only = given.contains("--only") ? given.get(given.indexOf("--only") + 1) : "";
        if (all) System.setProperty("ao.tests.all", "true");
        if (given.contains("--write")) System.setProperty("ao.tests.write", "true");
        var classes = Path.of(Run.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var request = LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(classes)))
            .filters(ClassNameFilter.includeClassNamePatterns("(?=.*Test$)tests\\..*(?:" + only + ").*"))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
            .configurationParameter("junit.jupiter.execution.parallel.config.fixed.max-pool-size", "3");
        if (!all) request.filters(TagFilter.excludeTags("long"));
        var counts = new SummaryGeneratingListener();
        var reporter = new Reporter(given.contains("--verbose"));
        LauncherFactory.create().execute(request.build(), counts, reporter);
        var summary = counts.getSummary();
        reporter.skipped.forEach(line -> System.out.println("skipped " + line));
        System.out.printf("%d passed, %d failed%n", summary.getTestsSucceededCount(), summary.getTotalFailureCount());
        System.exit(summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0 ? 0 : 1);
    }
}
