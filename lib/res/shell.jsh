import ao.model.*;
import ao.report.StoreView.SessionView;
import ao.shell.*;
import java.io.*;
import java.math.*;
import java.net.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.prefs.*;
import java.util.regex.*;
import java.util.stream.*;

Stores stores = System.getProperty("ao.shell.home", "").isEmpty() ? Stores.mine() : Stores.at(System.getProperty("ao.shell.home"));
Sessions sessions() { return stores.sessions(); }
Sessions where(Predicate<SessionView> holds) { return stores.sessions().where(holds); }
Findings findings() { return stores.findings(); }
Rows row(String id) { return stores.row(id); }
Rows sql(String query) { return stores.sql(query); }
void table(Object what) { System.out.println(what); }
void table(List<String> heads, Iterable<? extends List<?>> rows) { System.out.println(Rows.of(heads, rows)); }
