@echo off
rem Runs JBang: the installed one, else a pinned one that Maven fetches once into ao-toolkit\jbang-[version].
setlocal DisableDelayedExpansion
set "pin=0.132.1"
set "here=%~dp0"

rem Copies of this file know each other by the folder they share; a stub that leads back here shows only in the hops.
if "%AO_JBANG_HOPS%"=="+++" goto pinned
for /f "delims=" %%j in ('where jbang.cmd jbang.exe 2^>nul') do (
  findstr /c:"ao-toolkit" "%%j" >nul 2>nul || (
    set "found=%%j"
    goto installed
  )
)
goto pinned

:installed
set "AO_JBANG_HOPS=%AO_JBANG_HOPS%+"
rem Without call this batch file ends with the other, and the arguments are read only once.
"%found%" %*
exit /b %ERRORLEVEL%

:pinned
set "java="
if exist "%JAVA_HOME%\bin\javac.exe" set "java=%JAVA_HOME%\bin\java.exe"
if not defined java for %%j in (javac.exe) do if not "%%~$PATH:j"=="" set "java=%%~dp$PATH:jjava.exe"
if not defined java goto missing

set "jbang=%LOCALAPPDATA%\ao-toolkit\jbang-%pin%"
if exist "%jbang%\ok" goto run
where mvn >nul 2>nul || goto missing
if not exist "%LOCALAPPDATA%\ao-toolkit" mkdir "%LOCALAPPDATA%\ao-toolkit" 2>nul

rem A file that is open for writing keeps others out, and is free again when its owner dies.
:wait
set "entered="
2>nul (
  9>"%jbang%.lock" (
    set "entered=1"
    call :fetch
  )
)
if not defined entered (
  ping -n 2 127.0.0.1 >nul
  goto wait
)
if not exist "%jbang%\ok" (
  >&2 echo jbang: Maven could not fetch JBang %pin%; "%jbang%.log" says why
  exit /b 1
)

:run
set "answer=%TEMP%\ao-jbang-%RANDOM%-%RANDOM%.txt"
if exist "%answer%" goto run
setlocal
set "JBANG_RUNTIME_SHELL=cmd"
set "JBANG_STDIN_NOTTY=false"
set "JBANG_LAUNCH_CMD=%~f0"
set "JBANG_NO_VERSION_CHECK=true"
"%java%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %JBANG_JAVA_OPTIONS% -cp "%jbang%\lib\*" dev.jbang.Main %* >"%answer%"
endlocal & set "code=%ERRORLEVEL%"

rem With 255 JBang says what to run instead of having run it.
if "%code%"=="255" goto program
type "%answer%"
del "%answer%"
exit /b %code%

:program
set "command="
for /f "usebackq delims=" %%c in ("%answer%") do if not defined command set "command=%%c"
del "%answer%"
%command%
exit /b %ERRORLEVEL%

:fetch
if exist "%jbang%\ok" exit /b 0
set "new=%jbang%.new"
if exist "%new%" rmdir /s /q "%new%"
call mvn -q -B -f "%here%bootstrap\pom.xml" dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=%new%\lib" >"%jbang%.log" 2>&1 <nul
if errorlevel 1 exit /b 1
echo %pin%>"%new%\ok"
if exist "%jbang%" rmdir /s /q "%jbang%"
move "%new%" "%jbang%" >nul
exit /b 0

:missing
>&2 echo jbang: install JBang, or a JDK (17 or newer) and Maven, and put them on PATH
exit /b 127
