# run tcl-http: tclsh {file} {plan} {out}
# cannot tcl-http post-chunked: has no option for it
# cannot tcl-http query-blank: refuses the address
package require http
package require tls

proc store {path content} {
    set file [open $path w]
    fconfigure $file -translation binary
    puts -nonewline $file $content
    close $file
}

proc call {result method url body how header} {
    global env
    set tls [list ::tls::socket -cafile $env(AUTHORITY) -require true -autoservername true]
    if {"certificate" in $how} { lappend tls -certfile $env(CERTIFICATE) -keyfile $env(CERTIFICATE_KEY) }
    ::http::register https 443 $tls
    set proxy [expr {"proxy" in $how ? [split [string map {http:// {}} $env(PROXY)] :] : {{} {}}}]
    ::http::config -proxyhost [lindex $proxy 0] -proxyport [lindex $proxy 1]

    set headers {}
    set options [list -binary true -timeout 30000 -keepalive [expr {"close" ni $how}]]
    lappend options {*}[expr {$method eq "HEAD" ? "-validate true" : [list -method $method]}]
    if {"http1.0" in $how} { lappend options -protocol 1.0 }
    if {"basic" in $how} { lappend headers Authorization "Basic [binary encode base64 $env(CREDENTIALS)]" }
    if {"expect" in $how} { lappend headers Expect 100-continue }
    if {$body ne "-"} {
        set file [open $body rb]
        lappend options -query [read $file] -type [lindex [split $header " "] 1]
        close $file
    } elseif {$header ne "-"} {
        lappend headers {*}[split [string map {": " "\n"} $header] "\n"]
    }
    for {set calls [expr {"twice" in $how ? 2 : 1}]} {$calls > 0} {incr calls -1} {
        set answer [::http::geturl $url {*}$options -headers $headers]
        if {[::http::status $answer] ne "ok"} { error "[::http::status $answer]: [::http::error $answer]" }
    }
    set head "[::http::code $answer]\n"
    foreach {name value} [::http::meta $answer] { append head "$name: $value\n" }
    store $result.head $head
    store $result.body [::http::data $answer]
    ::http::cleanup $answer
}

lassign $argv plan out
set file [open $plan]
fconfigure $file -encoding utf-8
foreach line [split [string trimright [read $file]] "\n"] {
    lassign [split $line "\t"] name method url body how header
    if {[catch {call $out/$name $method $url $body $how $header} problem]} { puts "$name: $problem" }
}
exit
