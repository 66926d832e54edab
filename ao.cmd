@echo off
rem Starts the toolkit with java from its last build, which is made anew first where a source changed.
setlocal DisableDelayedExpansion
set "here=%~dp0"
set "here=%here:~0,-1%"
set "options=-XX:+UseSerialGC -Xshare:auto -Xlog:disable -Xlog:all=off --enable-native-access=ALL-UNNAMED"
set "install=install a JDK, 17 or newer, and set JAVA_HOME or put it on PATH"

rem Worth it only for what is over before the better compiler has earned its time.
set "quick="
if "%~1"=="" set "quick=1"
for %%q in (--version -V help --help inspect runs explain completion) do if "%~1"=="%%q" set "quick=1"
if defined quick set "options=%options% -XX:TieredStopAtLevel=1"

set "home="
set "version="
if exist "%JAVA_HOME%\bin\java.exe" set "home=%JAVA_HOME%"
if not defined home for %%j in (java.exe) do if not "%%~$PATH:j"=="" for %%h in ("%%~dp$PATH:j..") do set "home=%%~fh"
if not defined home (
  >&2 echo ao: no java found; %install%
  exit /b 127
)
if exist "%home%\release" for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%home%\release"') do set "version=%%~v"
rem A java that chooses the JDK, or a JDK packed without its release file.
if not defined version for /f "tokens=1,* delims== " %%k in ('java -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.home =" /c:"java.version ="') do (
  if "%%k"=="java.home" set "home=%%l"
  if "%%k"=="java.version" set "version=%%l"
)
set "major=0"
for /f "delims=.-+" %%m in ("%version%") do set "major=%%m"
if %major% LSS 17 (
  >&2 echo ao: Java %version% is too old; %install%
  exit /b 127
)

set "cache=%here%\.cache"
call :usable && goto run
set "probe=%cache%\probe-%RANDOM%"
mkdir "%cache%" 2>nul
copy nul "%probe%" >nul 2>nul && del "%probe%" && goto build
set "cache=%AO_CACHE%"
if not defined cache set "cache=%LOCALAPPDATA%\ao-toolkit"
set "name=%here::=%"
set "cache=%cache%\%name:\=-%"
call :usable && goto run
mkdir "%cache%" 2>nul

:build
if exist "%cache%\current-%version%" (
  >&2 echo ao: a source changed, building again ...
) else (
  >&2 echo ao: building once, this takes some seconds ...
)
rem A file that is open for writing keeps others out, and is free again when its owner dies.
:wait
set "entered="
set "failed="
2>nul (
  9>"%cache%\lock" (
    set "entered=1"
    call :make || set "failed=1"
  )
)
if not defined entered (
  ping -n 2 127.0.0.1 >nul
  goto wait
)
if defined failed (
  if exist "%cache%\log" >&2 type "%cache%\log"
  exit /b 1
)
call :usable || (
  >&2 echo ao: the sources change faster than they build
  exit /b 1
)

:run
set "archive=%build%\app-%version%.jsa"
set "native=%build%\native"
set "extras="
if exist "%archive%" set extras="-XX:SharedArchiveFile=%archive%"
if exist "%native%" set extras=%extras% "-Dorg.sqlite.lib.path=%native%"
"%home%\bin\java.exe" %options% %extras% %AO_JAVA_OPTS% -cp "%build%\*" "-Dao.invocation=%~0" -Dao.launched=1 scripts.Ao %*
exit /b %ERRORLEVEL%

rem Sets build to the current one, if it was made from the sources as they are.
:usable
set "build="
if not exist "%cache%\current-%version%" exit /b 1
for /f "usebackq delims=" %%b in ("%cache%\current-%version%") do set "build=%cache%\%%b"
set "listing=%TEMP%\ao-sources-%RANDOM%-%RANDOM%"
call :sources "%listing%"
fc /b "%listing%" "%build%\sources" >nul 2>nul
set "differs=%ERRORLEVEL%"
del "%listing%" 2>nul
exit /b %differs%

rem Names, sizes and times to the second; what is missing is simply not listed.
:sources
(
  where /r "%here%\scripts" /t *
  where /r "%here%\lib" /t *
) >"%~1" 2>nul
exit /b 0

:make
call :usable && exit /b 0
set "name=build-%RANDOM%-%RANDOM%"
set "build=%cache%\%name%"
set "log=%cache%\log"
mkdir "%build%" || exit /b 1
rem Before JBang reads them, so that an edit meanwhile counts as one.
call :sources "%build%\sources"

setlocal
rem A cache of its own: builds that share JBang's spoil it for each other.
set "JAVA_HOME=%home%"
set "JBANG_CACHE_DIR=%build%\jbang"
call "%here%\jbang.cmd" --quiet build "%here%\scripts\ao.java" >"%log%" 2>&1 <nul || goto unmade
call "%here%\jbang.cmd" --quiet info classpath "%here%\scripts\ao.java" >"%build%\paths" 2>"%log%" <nul || goto unmade
endlocal

set "paths="
for /f "usebackq delims=" %%p in ("%build%\paths") do set "paths=%%p"
set "count=100"
for %%p in ("%paths:;=" "%") do call :jar "%%~p" || exit /b 1
rmdir /s /q "%build%\jbang"
del "%build%\paths" "%log%"
call :extras >nul 2>nul

>"%build%\pointer" echo %name%
move /y "%build%\pointer" "%cache%\current-%version%" >nul || exit /b 1

rem A folder that somebody runs from cannot be renamed.
for /f "delims=" %%o in ('forfiles /p "%cache%" /m build-* /d -2 /c "cmd /c echo @file" 2^>nul') do (
  findstr /c:"%%~o" "%cache%\current-*" >nul || ren "%cache%\%%~o" "old-%%~o" && rmdir /s /q "%cache%\old-%%~o"
)
exit /b 0

:unmade
endlocal
rmdir /s /q "%build%"
exit /b 1

rem Numbered, since the order of a class path counts and two libraries may share a file name.
:jar
set /a count+=1
copy "%~1" "%build%\%count%-%~nx1" >nul
exit /b %ERRORLEVEL%

rem Speed only: the program is the same without them.
:extras
setlocal
pushd "%build%"
for %%s in (*-sqlite-jdbc-*.jar) do (
  for /f "delims=" %%f in ('""%home%\bin\java.exe" -cp "%%s" org.sqlite.util.OSInfo"') do (
    "%home%\bin\jar.exe" xf "%%s" "org/sqlite/native/%%f"
    for /r org %%d in (*.dll) do mkdir native & move "%%d" native
  )
  rmdir /s /q org
)
mkdir empty
rem A static archive, since a dynamic one leaves out class files as old as picocli's.
set "AO_CLASSLIST=1"
pushd empty
"%home%\bin\java.exe" %options% -XX:DumpLoadedClassList=..\classes -cp "%build%\*" scripts.Ao inspect --home . --json <nul
popd
"%home%\bin\java.exe" -XX:+UseSerialGC -Xshare:dump -XX:SharedClassListFile=classes -XX:SharedArchiveFile=archive -cp "%build%\*" && move archive "app-%version%.jsa"
del classes archive
rmdir /s /q empty
popd
endlocal
exit /b 0
