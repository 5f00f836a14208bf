# shellcheck shell=bash
# run ab: bash {file} {plan} {out}
# cannot ab post-chunked: HTTP/1.0 has no chunks
set -euo pipefail
plan=$1 out=$2
while IFS=$'\t' read -r name method url body how header; do
    options=(-q -v 4 -s 30 -n 1 -T "${header#Content-Type: }")
    case $method in
        GET) ;;
        HEAD) options+=(-i) ;;
        POST) options+=(-p "${body/#-//dev/null}") ;;
        PUT) options+=(-u "$body") ;;
        *) options+=(-m "$method") ;;
    esac
    [[ $header = - || $header = Content-Type* ]] || options+=(-H "$header")
    for word in $how; do
        case $word in
            expect) options+=(-H 'Expect: 100-continue') ;;
            basic) options+=(-A "$CREDENTIALS") ;;
            certificate) options+=(-E "$CERTIFICATE_BOTH") ;;
            twice) options+=(-k -n 2) ;;
            close) options+=(-n 2 -H 'Connection: close') ;;
            proxy) options+=(-X "${PROXY#http://}") ;;
        esac
    done
    ab "${options[@]}" "$url" >"$out/$name.log" 2>&1 || echo "$name: exit code $?"
    sed --quiet '/^LOG: header received/,/^\r*$/p' "$out/$name.log" | grep --invert-match '^LOG' >"$out/$name.head" || true
    grep -E '^(Document Length|Complete requests|Failed requests|Keep-Alive requests):' "$out/$name.log" >"$out/$name.body" || true
    cat "$out/$name.log"
done <"$plan"
