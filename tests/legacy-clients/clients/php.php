<?php
// run php-curl: php {file} curl {plan} {out}
// run php-fopen: php {file} fopen {plan} {out}
// cannot php-curl query-blank: refuses the address
// cannot php-fopen post-chunked: has no option for it
// cannot php-fopen keep-alive: closes every connection
function with_curl($method, $url, $body, $how, $headers)
{
    $lines = '';
    $handle = curl_init();
    curl_setopt_array($handle, [
        CURLOPT_URL => $url, CURLOPT_CUSTOMREQUEST => $method, CURLOPT_NOBODY => $method === 'HEAD', CURLOPT_HTTPHEADER => $headers,
        CURLOPT_RETURNTRANSFER => true, CURLOPT_FOLLOWLOCATION => true, CURLOPT_TIMEOUT => 30, CURLOPT_CAINFO => getenv('AUTHORITY'),
        CURLOPT_HEADERFUNCTION => function ($_, $line) use (&$lines) {
            $lines .= $line;
            return strlen($line);
        },
    ]);
    $options = [
        'basic' => [CURLOPT_HTTPAUTH => CURLAUTH_ANY, CURLOPT_USERPWD => getenv('CREDENTIALS')],
        'certificate' => [CURLOPT_SSLCERT => getenv('CERTIFICATE'), CURLOPT_SSLKEY => getenv('CERTIFICATE_KEY')],
        'http1.0' => [CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_0],
        'proxy' => [CURLOPT_PROXY => getenv('PROXY')],
        'close' => [CURLOPT_HTTPHEADER => ['Connection: close']],
        'chunked' => [CURLOPT_HTTPHEADER => [...$headers, 'Transfer-Encoding: chunked']],
        'expect' => [CURLOPT_HTTPHEADER => [...$headers, 'Expect: 100-continue']],
    ];
    foreach ($how as $word) {
        curl_setopt_array($handle, $options[$word] ?? []);
    }
    if ($body !== null) {
        curl_setopt($handle, CURLOPT_POSTFIELDS, $body);
    }
    for ($call = 0; $call < 1 + in_array('twice', $how); $call++) {
        $content = curl_exec($handle);
    }
    if ($content === false) {
        throw new Exception(curl_error($handle));
    }
    return [$lines, $content];
}

function with_fopen($method, $url, $body, $how, $headers)
{
    if (in_array('basic', $how)) {
        $headers[] = 'Authorization: Basic ' . base64_encode(getenv('CREDENTIALS'));
    }
    if (in_array('expect', $how)) {
        $headers[] = 'Expect: 100-continue';
    }
    $http = ['method' => $method, 'header' => $headers, 'ignore_errors' => true, 'timeout' => 30];
    $http += $body === null ? [] : ['content' => $body];
    $http += in_array('http1.0', $how) ? ['protocol_version' => 1.0] : [];
    $http += in_array('proxy', $how) ? ['proxy' => str_replace('http:', 'tcp:', getenv('PROXY')), 'request_fulluri' => true] : [];
    $tls = ['cafile' => getenv('AUTHORITY')];
    $tls += in_array('certificate', $how) ? ['local_cert' => getenv('CERTIFICATE'), 'local_pk' => getenv('CERTIFICATE_KEY')] : [];
    for ($call = 0; $call < 1 + in_array('twice', $how); $call++) {
        $content = file_get_contents($url, false, stream_context_create(['http' => $http, 'ssl' => $tls]));
    }
    if ($content === false) {
        throw new Exception(error_get_last()['message']);
    }
    return [implode("\n", $http_response_header), $content];
}

[, $library, $plan, $out] = $argv;
foreach (file($plan, FILE_IGNORE_NEW_LINES) as $line) {
    [$name, $method, $url, $body, $how, $header] = explode("\t", $line);
    try {
        [$head, $content] = "with_$library"(
            $method, $url, $body === '-' ? null : file_get_contents($body), explode(' ', $how), $header === '-' ? [] : [$header]);
        file_put_contents("$out/$name.head", $head);
        file_put_contents("$out/$name.body", $content);
    } catch (Exception $error) {
        echo "$name: {$error->getMessage()}\n";
    }
}
