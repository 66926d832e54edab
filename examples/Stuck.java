///usr/bin/env jbang "$0" "$@" ; exit $?
//SOURCES ../lib/Toolkit.java
package examples;
import ao.shell.Stores;
class Stuck { public static void main(String... home) { Stores.at(home[0]).sessions().status("stuck", "needs_input").ids().forEach(System.out::println); } }
