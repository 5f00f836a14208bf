# run perl-lwp: perl {file} lwp {plan} {out}
# run perl-http-tiny: perl {file} http-tiny {plan} {out}
# cannot perl-http-tiny http-1.0: has no option for it
# cannot perl-http-tiny query-blank: refuses the address
use strict;
use warnings;
use HTTP::Tiny;
use LWP::UserAgent;
use IO::Socket::SSL ();

sub with_lwp {
    my ($method, $url, $body, $how, $headers) = @_;
    my %ssl = (SSL_ca_file => $ENV{AUTHORITY});
    %ssl = (%ssl, SSL_cert_file => $ENV{CERTIFICATE}, SSL_key_file => $ENV{CERTIFICATE_KEY}) if $how =~ /certificate/;
    my $agent = LWP::UserAgent->new(keep_alive => $how !~ /close/, timeout => 30, ssl_opts => \%ssl);
    $agent->proxy(http => $ENV{PROXY}) if $how =~ /proxy/;
    if ($how =~ /basic/) {
        my ($user, $password) = split /:/, $ENV{CREDENTIALS};
        $agent->credentials($url =~ m{//([^/]+)}, 'ciam-gateway', $user, $password);
    }
    my $answer;
    for (0 .. $how =~ /twice/) {
        my $request = HTTP::Request->new($method, $url, [%$headers]);
        $request->protocol('HTTP/1.0') if $how =~ /http1.0/;
        my @chunks = ($body // '', '');
        $request->content($how =~ /chunked/ ? sub { shift @chunks } : $body) if defined $body;
        $request->header('Content-Length' => length $body) if defined $body && $how !~ /chunked/;
        $answer = $agent->request($request);
    }
    die $answer->status_line if $answer->header('Client-Warning');
    my $lines = join '', map { my $name = $_; map { "$name: $_\n" } $answer->headers->header($name) }
        grep { !/^Client-/ } $answer->headers->header_field_names;
    return ($answer->protocol . ' ' . $answer->status_line . "\n$lines", $answer->content);
}

sub with_http_tiny {
    my ($method, $url, $body, $how, $headers) = @_;
    my %ssl = (SSL_ca_file => $ENV{AUTHORITY});
    %ssl = (%ssl, SSL_cert_file => $ENV{CERTIFICATE}, SSL_key_file => $ENV{CERTIFICATE_KEY}) if $how =~ /certificate/;
    my $agent = HTTP::Tiny->new(keep_alive => $how !~ /close/, timeout => 30, verify_SSL => 1, SSL_options => \%ssl,
        $how =~ /proxy/ ? (proxy => $ENV{PROXY}) : ());
    if ($how =~ /basic/) {
        my $credentials = join ':', map { s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ger } split /:/, $ENV{CREDENTIALS};
        $url =~ s{//}{//$credentials@};
    }
    my $answer;
    for (0 .. $how =~ /twice/) {
        my @chunks = $body;
        $answer = $agent->request($method, $url, {
            headers => $headers, defined $body ? (content => $how =~ /chunked/ ? sub { shift @chunks } : $body) : () });
    }
    die $answer->{content} if $answer->{status} == 599;
    my %answered = %{$answer->{headers}};
    my $lines = join '', map {
        my $name = $_; map { "$name: $_\n" } ref $answered{$name} ? @{$answered{$name}} : $answered{$name}
    } keys %answered;
    return ("$answer->{protocol} $answer->{status} $answer->{reason}\n$lines", $answer->{content});
}

sub slurp { local $/; open my $file, '<:raw', $_[0] or die "$_[0]: $!"; return scalar <$file> }
sub store { open my $file, '>:raw', $_[0] or die "$_[0]: $!"; print $file $_[1] }

my ($library, $plan, $out) = @ARGV;
for (split /\n/, slurp($plan)) {
    my ($name, $method, $url, $body, $how, $header) = split /\t/;
    my %headers = $header eq '-' ? () : split /: /, $header;
    $headers{Expect} = '100-continue' if $how =~ /expect/;
    my ($head, $content) = eval {
        ($library eq 'lwp' ? \&with_lwp : \&with_http_tiny)->($method, $url, $body eq '-' ? undef : slurp($body), $how, \%headers)
    } or do { print "$name: $@\n"; next };
    store("$out/$name.head", $head);
    store("$out/$name.body", $content // '');
}
