// What no app that uses cdktf gets by without.
import "cdktf";
