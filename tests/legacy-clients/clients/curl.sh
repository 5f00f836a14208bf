# shellcheck shell=bash
# run curl-1.0: bash {file} --http1.0 {plan} {out}
# run curl-1.1: bash {file} --http1.1 {plan} {out}
# run curl-2 over TLS: bash {file} --http2 {plan} {out}
# cannot curl-1.0 post-chunked: HTTP/1.0 has no chunks
# cannot curl-1.1 http-1.0: this is the row curl-1.0
# cannot curl-2 http-1.0 proxy: would not be HTTP/2
# cannot curl-2 post-chunked close: HTTP/2 has neither chunks nor Connection
# cannot curl-* query-blank: refuses the address
set -euo pipefail
version=$1 plan=$2 out=$3
while IFS=$'\t' read -r name method url body how header; do
    options=("$version" --silent --show-error --location --cacert "$AUTHORITY"
        --dump-header "$out/$name.head" "$url")
    case $method in
        GET) options+=(--output "$out/$name.body") ;;
        HEAD) options+=(--head --output /dev/null) ;;
        *) options+=(--request "$method" --output "$out/$name.body") ;;
    esac
    [ "$body" = - ] || options+=(--data-binary "@$body")
    [ "$header" = - ] || options+=(--header "$header")
    for word in $how; do
        case $word in
            chunked) options+=(--header 'Transfer-Encoding: chunked') ;;
            expect) options+=(--header 'Expect: 100-continue') ;;
            basic) options+=(--anyauth --user "$CREDENTIALS") ;;
            certificate) options+=(--cert "$CERTIFICATE" --key "$CERTIFICATE_KEY") ;;
            twice) options+=(--output "$out/$name.body" "$url") ;;
            close) options+=(--header 'Connection: close') ;;
            proxy) options+=(--proxy "$PROXY") ;;
        esac
    done
    curl "${options[@]}" || echo "$name: exit code $?" >&2
done <"$plan"
