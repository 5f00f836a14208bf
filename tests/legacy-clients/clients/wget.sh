# shellcheck shell=bash
# run wget: bash {file} {plan} {out}
# cannot wget post-chunked http-1.0: has no option for it
set -euo pipefail
plan=$1 out=$2
while IFS=$'\t' read -r name method url body how header; do
    options=(--no-verbose --server-response --content-on-error --tries=1 --timeout=30 --ca-certificate "$AUTHORITY"
        --method "$method" --output-document "$out/$name.body" "$url")
    [ "$body" = - ] || options+=(--body-file "$body")
    [ "$header" = - ] || options+=(--header "$header")
    for word in $how; do
        case $word in
            expect) options+=(--header 'Expect: 100-continue') ;;
            basic) options+=(--user "${CREDENTIALS%%:*}" --password "${CREDENTIALS#*:}") ;;
            certificate) options+=(--certificate "$CERTIFICATE" --private-key "$CERTIFICATE_KEY") ;;
            twice) options+=("$url") ;;
            close) options+=(--no-http-keep-alive) ;;
            proxy) options+=(--execute use_proxy=yes --execute "http_proxy=$PROXY") ;;
        esac
    done
    # An answer that is no success is exit code 8.
    wget "${options[@]}" 2>"$out/$name.log" || (($? == 8)) || echo "$name failed" >&2
    sed --quiet 's/^  //p' "$out/$name.log" >"$out/$name.head"
    cat "$out/$name.log"
done <"$plan"
